CREATE TABLE "paper_verdicts" (
	"subscriber_id" bigint NOT NULL,
	"paper_id" bigint NOT NULL,
	"verdict" text NOT NULL,
	"given_at" timestamp with time zone NOT NULL,
	CONSTRAINT "paper_verdicts_subscriber_id_paper_id_pk" PRIMARY KEY("subscriber_id","paper_id")
);
--> statement-breakpoint
CREATE TABLE "tastes" (
	"subscriber_id" bigint PRIMARY KEY NOT NULL,
	"weights" "bytea" NOT NULL,
	"scale" real NOT NULL,
	"center" real NOT NULL,
	"words" jsonb NOT NULL,
	"verdicts" smallint NOT NULL,
	"learnt_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscribers" ADD COLUMN "also_trending" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "paper_verdicts" ADD CONSTRAINT "paper_verdicts_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_verdicts" ADD CONSTRAINT "paper_verdicts_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tastes" ADD CONSTRAINT "tastes_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;