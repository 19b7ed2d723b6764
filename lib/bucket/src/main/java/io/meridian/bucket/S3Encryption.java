package io.meridian.bucket;

import java.util.Map;

/** How the store encrypts what it keeps. */
public sealed interface S3Encryption {
  /** With a key of the store's (SSE-S3). */
  record StoreKey() implements S3Encryption {}

  /**
   * With a key of a key service (SSE-KMS).
   *
   * @param context what the service must be told again to decrypt
   */
  record KmsKey(String id, Map<String, String> context) implements S3Encryption {
    public KmsKey {
      context = Map.copyOf(context);
    }
  }

  /** With a key that goes along with each request and that the store forgets (SSE-C). */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record CustomerKey(byte[] key) implements S3Encryption {
    /** Bytes of a key. */
    public static final int SIZE = 32;

    public CustomerKey {
      if (key.length != SIZE) {
        throw new IllegalArgumentException("a key has 32 bytes, this has " + key.length);
      }
    }

    @Override
    public String toString() {
      return "CustomerKey[<secret>]";
    }
  }
}
