ALTER TABLE "editions" ADD COLUMN "sources" jsonb;--> statement-breakpoint
ALTER TABLE "editions" DROP COLUMN "sources_line";