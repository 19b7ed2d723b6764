package io.meridian.tsdb.store;

import io.meridian.model.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A tenant's sources as the payload of a record, big-endian:
 *
 * <pre>
 *   payload := source*
 *   source  := text text text lastSample:64 lastArrival:64 skew:64 rate:64 stored:64 refused:64
 *   text    := length:32 UTF-8                               cluster, replica, sender
 * </pre>
 */
final class SourceRecord {
  private SourceRecord() {}

  static byte[] write(List<SourceState> states) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (SourceState state : states) {
        for (String text : List.of(state.cluster(), state.replica(), state.sender())) {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          out.writeInt(utf8.length);
          out.write(utf8);
        }
        out.writeLong(state.lastSample());
        out.writeLong(state.lastArrival());
        out.writeLong(state.skew());
        out.writeDouble(state.rate());
        out.writeLong(state.stored());
        out.writeLong(state.refused());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a payload.
   *
   * @throws CorruptDataException if it is none
   */
  static List<SourceState> read(byte[] payload) {
    List<SourceState> states = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
      while (in.available() > 0) {
        states.add(
            new SourceState(
                text(in),
                text(in),
                text(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readDouble(),
                in.readLong(),
                in.readLong()));
      }
      return states;
    } catch (IOException e) {
      throw new CorruptDataException(
          "a record of the log", payload.length, "sources were expected to end: " + e);
    }
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
