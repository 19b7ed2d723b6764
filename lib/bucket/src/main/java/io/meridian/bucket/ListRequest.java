package io.meridian.bucket;

import java.util.Optional;

/**
 * What to list.
 *
 * @param prefix what names begin with; empty for all
 * @param delimited whether names that go on behind a slash after the prefix are folded into their
 *     common prefix
 * @param token where to go on, from {@link Listing#next}; empty for the begin
 * @param limit the most entries wanted in the page; a store may give fewer
 */
public record ListRequest(String prefix, boolean delimited, Optional<String> token, int limit) {
  public ListRequest {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least 1 entry, asked were " + limit);
    }
  }

  /** Every object under a prefix. */
  public static ListRequest all(String prefix) {
    return new ListRequest(prefix, false, Optional.empty(), Integer.MAX_VALUE);
  }

  /** The objects and common prefixes directly under a prefix. */
  public static ListRequest level(String prefix) {
    return new ListRequest(prefix, true, Optional.empty(), Integer.MAX_VALUE);
  }

  /** The same, from a page's end on. */
  public ListRequest after(String pageEnd) {
    return new ListRequest(prefix, delimited, Optional.of(pageEnd), limit);
  }

  /** The same with another number of entries a page. */
  public ListRequest limitedTo(int entries) {
    return new ListRequest(prefix, delimited, token, entries);
  }
}
