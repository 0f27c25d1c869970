/**
 * What `make` gave for a key, made once; for pure functions. Holds at most `most` values and then forgets all of them, so
 * that it follows what is asked for today.
 */
export function remember<Value>(most: number): (key: string, make: () => Value) => Value {
  const known = new Map<string, Value>()
  return (key, make) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make()
    if (known.size >= most) known.clear()
    known.set(key, made)
    return made
  }
}
