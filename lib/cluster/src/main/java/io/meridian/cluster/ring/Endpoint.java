package io.meridian.cluster.ring;

/**
 * A receiver.
 *
 * @param address as the ring's file has it; it decides which series the receiver gets
 * @param zone where it stands; the empty text is a zone like any other
 */
public record Endpoint(String address, String zone) {
  public Endpoint {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("an endpoint without an address");
    }
  }
}
