/** A frame that breaks the profile; `message` says where and how. The frame is to be skipped whole. */
export class InvalidFrame extends Error {
  override readonly name = 'InvalidFrame';
}
