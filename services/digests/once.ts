type Node<T> = { value?: T; readonly next: Map<unknown, Node<T>> }

/** Makes a value once for each list of keys; objects are the same key when they are the same object. */
export function buildOnce<T>(): (keys: readonly unknown[], make: () => T) => T {
  const root: Node<T> = { next: new Map() }
  return (keys, make) => {
    let node = root
    for (const key of keys) {
      const next = node.next.get(key) ?? { next: new Map() }
      node.next.set(key, next)
      node = next
    }
    node.value ??= make()
    return node.value
  }
}
