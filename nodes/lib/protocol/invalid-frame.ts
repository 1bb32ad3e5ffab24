/** A frame that breaks the profile; `message` says where and how. The frame is to be skipped whole. */
export class InvalidFrame extends Error {
  override readonly name = 'InvalidFrame';
}

/** Thrown for a catalogue of another profile: the client cannot go on with this system. */
export class UnknownProfile extends InvalidFrame {
  constructor(readonly profile: string) {
    super(`profile ${profile} is not known`);
  }
}
