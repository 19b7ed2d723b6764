package io.meridian.storeapi.wire;

import io.grpc.Metadata;

/**
 * Which chunks a caller understands. Encodings 4 to 6 have no names in StoreAPI, and Thanos fails
 * where it meets them. So a caller says in the headers of its call that it knows them; a proxy
 * between, which knows nothing of that, does not pass it on, and everybody else gets encodings 1 to
 * 3. A field of the request would not do: proxies copy some and stores refuse hints that they do
 * not know.
 */
public final class ChunkEncodings {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("meridian-chunk-encodings", Metadata.ASCII_STRING_MARSHALLER);

  private static final String ALL = "1-6";

  private ChunkEncodings() {}

  /** Says in a call's headers that all encodings are understood. */
  public static void offer(Metadata headers) {
    headers.put(HEADER, ALL);
  }

  /** Whether a call's headers say that all encodings are understood. */
  public static boolean areAllUnderstood(Metadata headers) {
    return ALL.equals(headers.get(HEADER));
  }
}
