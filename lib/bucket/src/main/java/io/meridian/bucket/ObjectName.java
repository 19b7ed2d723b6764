package io.meridian.bucket;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** The rules for names of objects; see {@link Bucket}. */
final class ObjectName {
  private static final int LONGEST = 1024;

  /** By UTF-8 bytes, which for whole characters is by code points. */
  static final Comparator<String> ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private ObjectName() {}

  /**
   * Refuses what is no name.
   *
   * @throws BucketRejectedException saying what is wrong with it
   */
  static void check(Place place) {
    String name = place.object();
    String fault = faultOf(name);
    if (!fault.isEmpty()) {
      throw new BucketRejectedException(
          place,
          "the name " + fault,
          "use parts separated by single slashes, at most 1,024 bytes together",
          null);
    }
  }

  /** Whether there can be names that begin with {@code prefix}. */
  static boolean canBegin(String prefix) {
    int slash = prefix.lastIndexOf('/');
    return slash < 0 || faultOf(prefix.substring(0, slash)).isEmpty();
  }

  private static String faultOf(String name) {
    if (name.isEmpty()) {
      return "is empty";
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      return "has more than " + LONGEST + " bytes";
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return "has half a surrogate pair";
    }
    for (int i = 0; i < name.length(); i++) {
      if (Character.isISOControl(name.charAt(i))) {
        return "has a control character";
      }
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return "has a part \"" + part + "\"";
      }
    }
    return "";
  }
}
