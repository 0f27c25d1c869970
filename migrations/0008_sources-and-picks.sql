CREATE TABLE "edition_picks" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "edition_picks_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cadence" text NOT NULL,
	"date" date,
	"paper_id" bigint NOT NULL,
	"place" text,
	"everyone" boolean DEFAULT false NOT NULL,
	"note" text,
	"by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "edition_picks_paper" UNIQUE NULLS NOT DISTINCT("cadence","date","paper_id"),
	CONSTRAINT "edition_picks_says" CHECK (place is not null or note is not null),
	CONSTRAINT "edition_picks_everyone" CHECK (not everyone or place = 'pin')
);
--> statement-breakpoint
CREATE TABLE "fetch_hosts" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"held_by" text,
	"held_until" timestamp with time zone,
	"failures" integer DEFAULT 0 NOT NULL,
	"closed_until" timestamp with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "raw_answers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "raw_answers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run_id" bigint NOT NULL,
	"url" text NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	"content_type" text NOT NULL,
	"body" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "source_parts" (
	"source" text NOT NULL,
	"part" text NOT NULL,
	"url" text NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	"news_at" timestamp with time zone,
	"failure" text,
	"etag" text,
	"last_modified" text,
	"ids" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "source_parts_source_part_pk" PRIMARY KEY("source","part")
);
--> statement-breakpoint
ALTER TABLE "digests" ADD COLUMN "picks" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "editions" ADD COLUMN "coverage" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "source_runs" ADD COLUMN "since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "edition_picks" ADD CONSTRAINT "edition_picks_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "raw_answers" ADD CONSTRAINT "raw_answers_run_id_source_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."source_runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "raw_answers_run" ON "raw_answers" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "raw_answers_fetched" ON "raw_answers" USING btree ("fetched_at");