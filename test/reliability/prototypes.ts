/** What every object, list and function of the process inherits: a snapshot, to see that nothing has been added or changed. */
export function prototypes(): [PropertyKey, PropertyDescriptor | undefined][][] {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype].map((prototype) =>
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)]),
  );
}
