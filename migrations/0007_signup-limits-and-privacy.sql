CREATE TABLE "privacy_requests" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "privacy_requests_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"email" text NOT NULL,
	"kind" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "privacy_tokens" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"request_id" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "signup_meters" (
	"meter_key" "bytea" PRIMARY KEY NOT NULL,
	"empty_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "spent_proofs" (
	"proof_hash" "bytea" PRIMARY KEY NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notices" DROP CONSTRAINT "notices_target";--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "privacy_request_id" bigint;--> statement-breakpoint
ALTER TABLE "privacy_tokens" ADD CONSTRAINT "privacy_tokens_request_id_privacy_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."privacy_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "privacy_requests_email" ON "privacy_requests" USING btree (lower("email"),"kind");--> statement-breakpoint
CREATE INDEX "privacy_tokens_request" ON "privacy_tokens" USING btree ("request_id");--> statement-breakpoint
CREATE INDEX "spent_proofs_age" ON "spent_proofs" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_privacy_request_id_privacy_requests_id_fk" FOREIGN KEY ("privacy_request_id") REFERENCES "public"."privacy_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notices_request" ON "notices" USING btree ("request_id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "notices_subscriber" ON "notices" USING btree ("subscriber_id") WHERE subscriber_id is not null;--> statement-breakpoint
CREATE INDEX "notices_privacy_request" ON "notices" USING btree ("privacy_request_id") WHERE privacy_request_id is not null;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_target" CHECK ((kind = 'confirmation') = (request_id is not null) and (kind = 'goodbye') = (subscriber_id is not null)
        and (kind in ('export', 'erase')) = (privacy_request_id is not null));