package io.meridian.bucket;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page being filled with names in ascending order. The token between pages is the last entry of a
 * page: the name of an object, or a common prefix.
 */
final class ListingPage {
  private final ListRequest request;
  private final List<ListedObject> objects = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private String last;
  private boolean full;

  ListingPage(ListRequest request) {
    this.request = request;
    this.last = request.token().orElse("");
  }

  /** No name before this belongs to the page. */
  String start() {
    return ObjectName.ORDER.compare(last, request.prefix()) < 0 ? request.prefix() : last;
  }

  /** Whether everything under a prefix that ends in a slash lies before the page's begin. */
  boolean passed(String folder) {
    return ObjectName.ORDER.compare(folder, last) < 0 && !last.startsWith(folder);
  }

  /**
   * Adds an object, or the common prefix that it is folded into.
   *
   * @return whether the page has room for more
   */
  boolean add(ListedObject object) {
    String name = object.name();
    int slash = request.delimited() ? name.indexOf('/', request.prefix().length()) : -1;
    String entry = slash < 0 ? name : name.substring(0, slash + 1);
    if (ObjectName.ORDER.compare(entry, last) <= 0) {
      return true;
    }
    if (objects.size() + prefixes.size() >= request.limit()) {
      full = true;
      return false;
    }
    if (slash < 0) {
      objects.add(object);
    } else {
      prefixes.add(entry);
    }
    last = entry;
    return true;
  }

  Listing listing() {
    return new Listing(objects, prefixes, full ? Optional.of(last) : Optional.empty());
  }
}
