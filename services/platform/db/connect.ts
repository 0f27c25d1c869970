import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

/** What a store function takes first: the pool or an open transaction. */
export type Db = Pick<
  PostgresJsDatabase,
  'select' | 'insert' | 'update' | 'delete' | 'execute' | 'transaction'
>

export type Database = { readonly db: Db; close(): Promise<void> }

/** What a statement begins with that is worth keeping prepared: see `prepared` in rows.ts. */
export const preparedMark = '/* prepared */'

/** A pool of at most `maxConnections`; connects on first use. Statements are given up after a minute. */
export function connectDatabase(url: string, maxConnections = 10): Database {
  const client = postgres(url, {
    max: maxConnections,
    onnotice: () => {},
    connection: {
      application_name: 'broadsheet',
      statement_timeout: 60_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  })
  keepPrepared(client)
  client.begin = new Proxy(client.begin, {
    apply: (begin, self, args) => Reflect.apply(begin, self, args.map(withKeptStatements)),
  })
  return { db: drizzle(client, { casing: 'snake_case' }), close: () => client.end({ timeout: 5 }) }
}

/** Drizzle prepares no statement that is written as SQL: each is parsed and planned anew and costs two round trips. */
function keepPrepared(client: Pick<postgres.Sql, 'unsafe'>): void {
  const { unsafe } = client
  client.unsafe = (text, values, options) =>
    unsafe(text, values, text.startsWith(preparedMark) ? { ...options, prepare: true } : options)
}

/** A transaction has a client of its own, which `begin` hands to the function it is given. */
function withKeptStatements(argument: unknown): unknown {
  if (typeof argument !== 'function') return argument
  return (client: postgres.TransactionSql) => {
    keepPrepared(client)
    return argument(client)
  }
}
