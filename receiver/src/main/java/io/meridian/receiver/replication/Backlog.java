package io.meridian.receiver.replication;

import io.meridian.receiver.message.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slices that are delivered together. Those of one tenant and copy become one message: protobuf
 * reads messages that stand one behind the other as their union.
 */
final class Backlog {
  private final Map<Kind, Bytes> messages = new LinkedHashMap<>();
  private int slices;
  private long size;

  private record Kind(String tenant, int copy) {}

  void add(Slice slice) {
    messages
        .computeIfAbsent(new Kind(slice.tenant(), slice.copy()), _ -> new Bytes())
        .add(slice.message().array(), 0, slice.size());
    slices++;
    size += slice.size();
  }

  /** How many slices were added. */
  int slices() {
    return slices;
  }

  /** How many bytes they take. */
  long size() {
    return size;
  }

  /** What is to be sent. */
  List<Slice> merged() {
    List<Slice> merged = new ArrayList<>();
    messages.forEach((kind, bytes) ->
        merged.add(new Slice(kind.tenant, kind.copy, new WireBytes(bytes.array(), bytes.size()))));
    return merged;
  }
}
