/** A frame that breaks the profile. `message` says where and how. Skip the whole frame. */
export class InvalidFrame extends Error {
  override readonly name = 'InvalidFrame';
}

/** The reason for skipping data that contains this side's credentials. */
export const REPEATS_CREDENTIALS = 'the frame repeats the credentials';

/** A catalogue of another profile: the client cannot work with this appliance. */
export class UnknownProfile extends InvalidFrame {
  constructor(readonly profile: string) {
    super(`profile ${profile} is not known`);
  }
}
