package io.meridian.service.tls;

import java.util.List;

/** Versions of TLS that are still to be spoken. */
public enum TlsVersion {
  V1_2("1.2"),
  V1_3("1.3");

  private final String number;

  TlsVersion(String number) {
    this.number = number;
  }

  /**
   * The version of a number such as {@code 1.2}.
   *
   * @throws IllegalArgumentException naming those that there are
   */
  public static TlsVersion of(String number) {
    for (TlsVersion version : values()) {
      if (version.number.equals(number)) {
        return version;
      }
    }
    throw new IllegalArgumentException(
        "TLS version " + number + " is not supported; use 1.2 or 1.3");
  }

  /** This and all newer versions, as the JDK calls them, the newest first. */
  List<String> andNewer() {
    return this == V1_3 ? List.of("TLSv1.3") : List.of("TLSv1.3", "TLSv1.2");
  }
}
