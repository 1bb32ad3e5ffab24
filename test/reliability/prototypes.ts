/**
 * A snapshot of what every object, list and function inherits. Compare two of them to see that nothing
 * changed.
 */
export function prototypes(): [PropertyKey, PropertyDescriptor | undefined][][] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)]),
  );
}
