CREATE TABLE "mail_reports" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mail_reports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"kind" text NOT NULL,
	"severity" text,
	"delivery_id" bigint,
	"enhanced_status" text,
	"reason" text,
	"reported_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_counts" (
	"day" date NOT NULL,
	"source" text NOT NULL,
	"outcome" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "report_counts_day_source_outcome_pk" PRIMARY KEY("day","source","outcome")
);
--> statement-breakpoint
CREATE TABLE "spent_webhook_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "soft_bounces" ADD COLUMN "reported" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_reports" ADD CONSTRAINT "mail_reports_delivery_id_deliveries_id_fk" FOREIGN KEY ("delivery_id") REFERENCES "public"."deliveries"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "mail_reports_once" ON "mail_reports" USING btree ("source","event_id");--> statement-breakpoint
CREATE INDEX "mail_reports_delivery" ON "mail_reports" USING btree ("delivery_id") WHERE delivery_id is not null;--> statement-breakpoint
CREATE INDEX "spent_webhook_tokens_age" ON "spent_webhook_tokens" USING btree ("expires_at");