CREATE TABLE "topic_baselines" (
	"topic" text PRIMARY KEY NOT NULL,
	"typical" double precision NOT NULL,
	"papers" integer NOT NULL,
	"measured_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "papers" ADD COLUMN "merged_into" bigint;--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_merged_into_papers_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "papers_categories" ON "papers" USING gin ("categories");