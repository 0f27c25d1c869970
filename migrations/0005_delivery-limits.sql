CREATE TABLE "mail_groups" (
	"name" text PRIMARY KEY NOT NULL,
	"closed_until" timestamp with time zone,
	"allowance" smallint,
	"strikes" smallint DEFAULT 0 NOT NULL,
	"reason" text,
	"changed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "senders" (
	"id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sending_days" (
	"day" date PRIMARY KEY NOT NULL,
	"begun" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sending_pace" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "soft_bounces" (
	"subscriber_id" bigint NOT NULL,
	"day" date NOT NULL,
	CONSTRAINT "soft_bounces_subscriber_id_day_pk" PRIMARY KEY("subscriber_id","day")
);
--> statement-breakpoint
DROP INDEX "deliveries_due";--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "refusals" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "worker" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "mail_group" text;--> statement-breakpoint
ALTER TABLE "editions" ADD COLUMN "state" text DEFAULT 'running' NOT NULL;--> statement-breakpoint
ALTER TABLE "editions" ADD COLUMN "state_reason" text;--> statement-breakpoint
ALTER TABLE "editions" ADD COLUMN "paused_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "soft_bounces" ADD CONSTRAINT "soft_bounces_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_waiting" ON "deliveries" USING btree ("edition_id","next_at","id") WHERE state in ('pending', 'deferred');