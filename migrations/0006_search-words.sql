-- levenshtein_less_equal; a trusted extension, so the database's owner may create it.
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
--> statement-breakpoint
-- Every word of a title: where a search finds nothing, the nearest of these is what was meant.
CREATE TABLE search_words (word text PRIMARY KEY);
--> statement-breakpoint
-- In alphabetical order, so that two ingests adding the same words wait for each other and never in a circle.
CREATE FUNCTION keep_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO search_words
    SELECT DISTINCT word FROM new_papers, unnest(tsvector_to_array(to_tsvector('simple', title))) AS word
    WHERE word ~ '^[[:alpha:]]{4,40}$' ORDER BY word ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO search_words
    SELECT word FROM unnest(tsvector_to_array(to_tsvector('simple', NEW.title))) AS word
    WHERE word ~ '^[[:alpha:]]{4,40}$' ORDER BY word ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER papers_search_words AFTER INSERT ON papers
  REFERENCING NEW TABLE AS new_papers FOR EACH STATEMENT EXECUTE FUNCTION keep_search_words();
--> statement-breakpoint
CREATE TRIGGER papers_search_words_again AFTER UPDATE OF title ON papers
  FOR EACH ROW WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION keep_search_words();
--> statement-breakpoint
INSERT INTO search_words
SELECT DISTINCT word FROM papers, unnest(tsvector_to_array(to_tsvector('simple', title))) AS word
WHERE word ~ '^[[:alpha:]]{4,40}$' ORDER BY word;
