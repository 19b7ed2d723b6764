package io.meridian.tsdb.head;

import io.meridian.model.Exemplar;
import io.meridian.model.MetricMetadata;
import io.meridian.model.PackedLabels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The content of sections of exemplars and of metadata, as it is written. For one thread. */
final class ExtrasContent {
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int length;

  void clear() {
    length = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * Adds an exemplar.
   *
   * @param labels holds its labels
   */
  void addExemplar(int id, Exemplar exemplar, LabelKey labels) {
    reserve(26);
    length = PackedLabels.putLength(bytes, length, id);
    U64.set(bytes, length, exemplar.time());
    U64.set(bytes, length + 8, Double.doubleToRawLongBits(exemplar.value()));
    length += 16;
    add(labels.bytes(), labels.length());
  }

  void addMetadata(String family, MetricMetadata metadata) {
    reserve(1);
    bytes[length++] = (byte) metadata.type().compareTo(MetricMetadata.Type.UNKNOWN);
    add(family);
    add(metadata.help());
    add(metadata.unit());
  }

  private void add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    add(utf8, utf8.length);
  }

  private void add(byte[] from, int size) {
    reserve(5 + size);
    length = PackedLabels.putLength(bytes, length, size);
    System.arraycopy(from, 0, bytes, length, size);
    length += size;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
