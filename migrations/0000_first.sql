CREATE TABLE "deliveries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "deliveries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"edition_id" bigint NOT NULL,
	"subscriber_id" bigint,
	"digest_id" bigint,
	"state" text NOT NULL,
	"reason" text,
	"attempt" smallint DEFAULT 0 NOT NULL,
	"resends" smallint DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"next_at" timestamp with time zone,
	"expires_at" timestamp with time zone,
	"message_at" timestamp with time zone,
	"smtp_status" integer,
	"enhanced_status" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "deliveries_digest" CHECK (digest_id is not null or state = 'skipped')
);
--> statement-breakpoint
CREATE TABLE "digests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "digests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"edition_id" bigint NOT NULL,
	"interests_id" bigint NOT NULL,
	"paper_ids" bigint[] NOT NULL,
	"because" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "edition_papers" (
	"edition_id" bigint NOT NULL,
	"paper_id" bigint NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "edition_papers_edition_id_paper_id_pk" PRIMARY KEY("edition_id","paper_id")
);
--> statement-breakpoint
CREATE TABLE "editions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "editions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"cadence" text NOT NULL,
	"date" date NOT NULL,
	"number" integer NOT NULL,
	"papers_read" integer NOT NULL,
	"sources_line" text,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_counters" (
	"paper_id" bigint NOT NULL,
	"source" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"upvotes" integer NOT NULL,
	"comments" integer NOT NULL,
	"stars" integer NOT NULL,
	CONSTRAINT "paper_counters_paper_id_source_taken_at_pk" PRIMARY KEY("paper_id","source","taken_at")
);
--> statement-breakpoint
CREATE TABLE "paper_keys" (
	"key" text PRIMARY KEY NOT NULL,
	"paper_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_topics" (
	"paper_id" bigint NOT NULL,
	"topic" text NOT NULL,
	"score" real NOT NULL,
	"because" text[] NOT NULL,
	CONSTRAINT "paper_topics_paper_id_topic_pk" PRIMARY KEY("paper_id","topic")
);
--> statement-breakpoint
CREATE TABLE "papers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "papers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"canonical_id" text NOT NULL,
	"arxiv_id" text,
	"doi" text,
	"version" smallint,
	"title" text NOT NULL,
	"abstract" text NOT NULL,
	"authors" text[] NOT NULL,
	"author_keys" text[] NOT NULL,
	"categories" text[] NOT NULL,
	"published_at" timestamp with time zone,
	"updated_at" timestamp with time zone,
	"url" text NOT NULL,
	"code_url" text,
	"comment" text,
	"organization" text,
	"withdrawn" boolean DEFAULT false NOT NULL,
	"listed_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	"upvotes" integer DEFAULT 0 NOT NULL,
	"comments" integer DEFAULT 0 NOT NULL,
	"stars" integer DEFAULT 0 NOT NULL,
	"score" double precision DEFAULT 0 NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', abstract), 'C')) STORED,
	CONSTRAINT "papers_canonicalId_unique" UNIQUE("canonical_id"),
	CONSTRAINT "papers_url" CHECK (url ~ '^https://')
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "source_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"state" text NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"added" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"rejected" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"reason" text,
	"next_at" timestamp with time zone,
	"etag" text,
	"last_modified" text
);
--> statement-breakpoint
CREATE TABLE "confirmation_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"request_id" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "confirmation_turns" (
	"address_key" "bytea" PRIMARY KEY NOT NULL,
	"window_started_at" timestamp with time zone NOT NULL,
	"sent_count" smallint NOT NULL,
	"last_sent_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consent_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "consent_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"subscriber_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"text_hash" "bytea",
	"ip" "inet",
	"user_agent" text,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "interests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "interests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"topics" text[] NOT NULL,
	"categories" text[] NOT NULL,
	"keywords" text[] NOT NULL,
	"authors" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notices_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"request_id" bigint,
	"subscriber_id" bigint,
	"state" text DEFAULT 'pending' NOT NULL,
	"attempt" smallint DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "notices_target" CHECK ((kind = 'confirmation') = (request_id is not null) and (kind = 'goodbye') = (subscriber_id is not null))
);
--> statement-breakpoint
CREATE TABLE "signup_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "signup_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"preferences" jsonb NOT NULL,
	"form" text NOT NULL,
	"ip" "inet",
	"user_agent" text,
	"requested_at" timestamp with time zone NOT NULL,
	"confirmed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "subscribers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "subscribers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"email_hash" "bytea" NOT NULL,
	"status" text NOT NULL,
	"interests_id" bigint NOT NULL,
	"frequency" text NOT NULL,
	"hour" smallint NOT NULL,
	"weekday" smallint DEFAULT 1 NOT NULL,
	"timezone" text NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"max_papers" smallint,
	"paused_until" timestamp with time zone,
	"next_digest_at" timestamp with time zone,
	"confirmed_at" timestamp with time zone NOT NULL,
	"unsubscribed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscribers_hour" CHECK (hour between 0 and 23),
	CONSTRAINT "subscribers_weekday" CHECK (weekday between 1 and 7),
	CONSTRAINT "subscribers_due_when_active" CHECK ((status = 'active') = (next_digest_at is not null))
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"email_hash" "bytea" PRIMARY KEY NOT NULL,
	"reason" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_digest_id_digests_id_fk" FOREIGN KEY ("digest_id") REFERENCES "public"."digests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "digests" ADD CONSTRAINT "digests_interests_id_interests_id_fk" FOREIGN KEY ("interests_id") REFERENCES "public"."interests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edition_papers" ADD CONSTRAINT "edition_papers_edition_id_editions_id_fk" FOREIGN KEY ("edition_id") REFERENCES "public"."editions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edition_papers" ADD CONSTRAINT "edition_papers_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_counters" ADD CONSTRAINT "paper_counters_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_keys" ADD CONSTRAINT "paper_keys_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_topics" ADD CONSTRAINT "paper_topics_paper_id_papers_id_fk" FOREIGN KEY ("paper_id") REFERENCES "public"."papers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "confirmation_tokens" ADD CONSTRAINT "confirmation_tokens_request_id_signup_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."signup_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consent_events" ADD CONSTRAINT "consent_events_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_request_id_signup_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."signup_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_subscriber_id_subscribers_id_fk" FOREIGN KEY ("subscriber_id") REFERENCES "public"."subscribers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscribers" ADD CONSTRAINT "subscribers_interests_id_interests_id_fk" FOREIGN KEY ("interests_id") REFERENCES "public"."interests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "deliveries_once" ON "deliveries" USING btree ("edition_id","subscriber_id");--> statement-breakpoint
CREATE INDEX "deliveries_subscriber" ON "deliveries" USING btree ("subscriber_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "deliveries" USING btree ("next_at","id") WHERE state in ('pending', 'deferred');--> statement-breakpoint
CREATE INDEX "deliveries_leased" ON "deliveries" USING btree ("lease_until") WHERE state in ('claimed', 'transmitting');--> statement-breakpoint
CREATE UNIQUE INDEX "digests_content" ON "digests" USING btree ("edition_id","interests_id","paper_ids");--> statement-breakpoint
CREATE UNIQUE INDEX "editions_date" ON "editions" USING btree ("cadence","date");--> statement-breakpoint
CREATE UNIQUE INDEX "editions_number" ON "editions" USING btree ("cadence","number");--> statement-breakpoint
CREATE INDEX "paper_keys_paper" ON "paper_keys" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "paper_topics_topic" ON "paper_topics" USING btree ("topic","paper_id");--> statement-breakpoint
CREATE INDEX "papers_listed" ON "papers" USING btree ("listed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "papers_score" ON "papers" USING btree ("score" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "papers_search" ON "papers" USING gin ("search");--> statement-breakpoint
CREATE INDEX "source_runs_latest" ON "source_runs" USING btree ("source","started_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "confirmation_tokens_request" ON "confirmation_tokens" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "consent_events_subscriber" ON "consent_events" USING btree ("subscriber_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "interests_content" ON "interests" USING btree ("topics","categories","keywords","authors");--> statement-breakpoint
CREATE INDEX "notices_due" ON "notices" USING btree ("next_at") WHERE state in ('pending', 'claimed');--> statement-breakpoint
CREATE UNIQUE INDEX "signup_requests_email" ON "signup_requests" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "signup_requests_age" ON "signup_requests" USING btree ("requested_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscribers_email" ON "subscribers" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "subscribers_hash" ON "subscribers" USING btree ("email_hash");--> statement-breakpoint
CREATE INDEX "subscribers_due" ON "subscribers" USING btree ("next_digest_at") WHERE status = 'active';