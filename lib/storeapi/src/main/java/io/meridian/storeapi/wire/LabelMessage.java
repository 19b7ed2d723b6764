package io.meridian.storeapi.wire;

import com.google.protobuf.Any;
import io.grpc.MethodDescriptor;
import io.meridian.api.thanos.LabelNamesRequest;
import io.meridian.api.thanos.LabelValuesRequest;
import io.meridian.api.thanos.StoreGrpc;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelTexts;
import io.meridian.model.LimitExceededException;
import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An answer of names or of values, which are the same message: {@code LabelNamesResponse} and
 * {@code LabelValuesResponse} with no object for each text. What is read stays in the message's
 * array.
 *
 * @param texts as the store gave them
 * @param warnings what is missing
 * @param hints what else the store says; not read
 */
public record LabelMessage(LabelTexts texts, List<String> warnings, Optional<Any> hints) {
  /** The method {@code /thanos.Store/LabelNames} with answers as bytes. */
  public static final MethodDescriptor<LabelNamesRequest, Frame> NAMES =
      StoreGrpc.getLabelNamesMethod().toBuilder(
              StoreGrpc.getLabelNamesMethod().getRequestMarshaller(), Frame.MARSHALLER)
          .build();

  /** The method {@code /thanos.Store/LabelValues} with answers as bytes. */
  public static final MethodDescriptor<LabelValuesRequest, Frame> VALUES =
      StoreGrpc.getLabelValuesMethod().toBuilder(
              StoreGrpc.getLabelValuesMethod().getRequestMarshaller(), Frame.MARSHALLER)
          .build();

  /** An answer with nothing in it. */
  public static final LabelMessage NOTHING = of(LabelTexts.NONE, List.of());

  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Tag, length and a byte. */
  private static final int LEAST_TEXT = 3;

  private static final int TEXT = 1 << 3 | 2;
  private static final int WARNING = 2 << 3 | 2;
  private static final int HINTS = 3 << 3 | 2;

  public LabelMessage {
    warnings = List.copyOf(warnings);
  }

  /** An answer without hints. */
  public static LabelMessage of(LabelTexts texts, List<String> warnings) {
    return new LabelMessage(texts, warnings, Optional.empty());
  }

  /** The message as its bytes. */
  public Frame frame() {
    WireBytes rest = new WireBytes();
    for (String warning : warnings) {
      byte[] utf8 = warning.getBytes(StandardCharsets.UTF_8);
      rest.put(WARNING).varint(utf8.length).add(utf8, 0, utf8.length);
    }
    hints
        .map(Any::toByteArray)
        .ifPresent(any -> rest.put(HINTS).varint(any.length).add(any, 0, any.length));
    long size = textsSize() + rest.length();
    if (size > MOST_BYTES) {
      throw new LimitExceededException("message of names or values", MOST_BYTES, size, "bytes");
    }
    byte[] message = new byte[(int) size];
    int end = putTexts(message);
    System.arraycopy(rest.bytes(), 0, message, end, rest.length());
    return new Frame(message);
  }

  private long textsSize() {
    long size = 0;
    for (int i = 0; i < texts.size(); i++) {
      int length = texts.to(i) - texts.from(i);
      size += 1 + PackedLabels.lengthSize(length) + length;
    }
    return size;
  }

  private int putTexts(byte[] message) {
    byte[] bytes = texts.bytes();
    int at = 0;
    for (int i = 0; i < texts.size(); i++) {
      int from = texts.from(i);
      int length = texts.to(i) - from;
      message[at] = TEXT;
      at = PackedLabels.putLength(message, at + 1, length);
      System.arraycopy(bytes, from, message, at, length);
      at += length;
    }
    return at;
  }

  /**
   * Reads a message, whose array the texts belong to from then on. Empty texts are none.
   *
   * @param store whose message it is, for errors
   * @throws CorruptDataException if it is none
   */
  public static LabelMessage read(String store, Frame frame) {
    byte[] bytes = frame.bytes();
    FieldCursor field = new FieldCursor();
    field.reset("labels of " + store, bytes, 0, bytes.length);
    int[] bounds = new int[16];
    int size = 0;
    List<String> warnings = new ArrayList<>();
    while (field.next()) {
      if (field.isBytes(1) && field.to() > field.from()) {
        if (2 * size == bounds.length) {
          bounds = Arrays.copyOf(bounds, grown(bounds.length, field.from(), bytes.length));
        }
        bounds[2 * size] = field.from();
        bounds[2 * size + 1] = field.to();
        size++;
      } else if (field.isBytes(2)) {
        int length = field.to() - field.from();
        warnings.add(new String(bytes, field.from(), length, StandardCharsets.UTF_8));
      }
    }
    return of(LabelTexts.in(bytes, bounds, size), warnings);
  }

  /** How long bounds become: as the texts so far let expect, at most what the rest can have. */
  private static int grown(int length, int read, int all) {
    long likely = (long) length * all / Math.max(1, read) + (length >> 3) + 16;
    long most = length + 2L * (all - read) / LEAST_TEXT + 2;
    return (int) Math.min(Math.max(likely, length + (length >> 1)), most) & ~1;
  }
}
