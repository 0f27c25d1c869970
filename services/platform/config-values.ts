import { z } from 'zod'

/** What a variable may hold, in the words of the refusal that follows its name. */
export const text = z.string().trim().min(1)

export const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

export const integer = (low: number, high: number) =>
  text
    .transform((value) => (/^\d+$/.test(value) ? Number(value) : Number.NaN))
    .refine((value) => value >= low && value <= high, `is not a whole number from ${low} to ${high}`)

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.enum(values, { error: `is not one of ${values.join(', ')}` })
