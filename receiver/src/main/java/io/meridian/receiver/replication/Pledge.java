package io.meridian.receiver.replication;

/**
 * A slice that was kept for its peer while it was on its way there. One of the two follows once it
 * is known whether it has arrived.
 */
interface Pledge {
  /** The peer has it, or will never take it: it need not be kept any longer. */
  void strike();

  /** The peer missed it: it is to be delivered. */
  void redeem();
}
