/** Something about a container's check that is not as it should be. It is reported, and the rest still works. */
export interface CheckFault {
  /** The container's name. */
  readonly container: string;
  /** Where it is written: a label, or the field of an inspect. */
  readonly path: string;
  readonly message: string;
}
