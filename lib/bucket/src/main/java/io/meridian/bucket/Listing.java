package io.meridian.bucket;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param objects sorted by name
 * @param prefixes the common prefixes, sorted, each ending in a slash
 * @param next what to ask for the page after this; empty after the last
 */
public record Listing(List<ListedObject> objects, List<String> prefixes, Optional<String> next) {
  public Listing {
    objects = List.copyOf(objects);
    prefixes = List.copyOf(prefixes);
  }
}
