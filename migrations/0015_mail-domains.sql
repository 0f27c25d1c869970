CREATE TABLE "mail_domains" (
	"domain" text PRIMARY KEY NOT NULL,
	"mail_group" text NOT NULL,
	"checked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "mail_domains_group" ON "mail_domains" USING btree ("mail_group");