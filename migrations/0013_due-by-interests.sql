DROP INDEX "subscribers_due";--> statement-breakpoint
CREATE INDEX "subscribers_due" ON "subscribers" USING btree ("next_digest_at","interests_id","id") WHERE status = 'active';