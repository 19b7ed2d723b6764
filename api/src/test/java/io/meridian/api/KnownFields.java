package io.meridian.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.util.Collection;
import java.util.List;

/** Whether the contracts name everything that a peer sent. */
final class KnownFields {
  private KnownFields() {}

  /** Holds that no field of a message, however deep, is without a name. */
  static void assertAll(Message message) {
    assertThat(message.getUnknownFields().asMap())
        .as("fields of %s that have no name", message.getDescriptorForType().getFullName())
        .isEmpty();
    for (Object value : message.getAllFields().values()) {
      for (Object one : value instanceof Collection<?> many ? many : List.of(value)) {
        if (one instanceof Message inner) {
          assertAll(inner);
        }
      }
    }
  }
}
