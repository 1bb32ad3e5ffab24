/**
 * What a promise becomes, if it does so in time.
 *
 * @param explain what to say of the state of things otherwise
 */
export async function within<T>(seconds: number, promise: Promise<T>, explain: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Not within ${seconds} s. ${explain()}`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
