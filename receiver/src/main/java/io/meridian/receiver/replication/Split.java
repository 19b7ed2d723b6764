package io.meridian.receiver.replication;

import io.meridian.cluster.ring.Hashring;
import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.message.MetricMessage;
import io.meridian.receiver.message.SeriesLabels;
import io.meridian.receiver.message.SeriesMessage;
import io.meridian.service.trace.Span;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A request cut into slices by the endpoints that keep its series. A slot is one copy's slice for
 * one endpoint: endpoint times copies plus copy. Copies travel apart, since a slice says which copy
 * it is; but an endpoint that keeps any has one slot for all, that of its first. What is kept here
 * goes into one slice, whichever copies it is; if that is all, it is the request itself.
 *
 * <p>What a request says of metrics is dealt out in the same way, by the metrics' names; below,
 * these are items like series. Items that have the same endpoints in the same order are a group;
 * what is said of quorums is said of groups. Where each endpoint keeps each item, and any copy of
 * it, no item needs to be placed: all are one group, and all slices are one message.
 */
final class Split {
  private static final byte TENANT_TAG = 0x12;
  private static final byte REPLICA_TAG = 0x18;

  /** The field of metadata in a remote write 1.0 request. */
  private static final int METADATA_HERE = 3;

  /** What a slice has beside series, unless the tenant's name is long, or an entry of metadata. */
  private static final int SPARE_ROOM = 64;

  private final String tenant;
  private final byte[] tenantText;
  private final int endpoints;
  private final int copies;
  private final int local;

  /** The endpoints that keep any copy. */
  private final boolean[] anyCopy;

  private final @Nullable Bytes[] slots;
  private final Bytes here;
  private final int items;
  private final int itemsHere;

  /** The slots of all items, group by group without repetition. */
  private final long[] groups;

  private final int groupCount;

  /**
   * Cuts a request.
   *
   * @param local the number of this process among the ring's endpoints; -1 if it is none
   * @param keepsAny whether an endpoint keeps any copy, also of several in one slice
   */
  Split(
      String tenant,
      Hashring ring,
      int local,
      IntPredicate keepsAny,
      WriteBatch batch,
      Scratch scratch) {
    this.tenant = tenant;
    tenantText = tenant.getBytes(StandardCharsets.UTF_8);
    endpoints = ring.endpoints().size();
    copies = ring.copies();
    this.local = local;
    anyCopy = new boolean[endpoints];
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      anyCopy[endpoint] = endpoint != local && keepsAny.test(endpoint);
    }
    slots = new Bytes[endpoints * copies];
    items = batch.size() + batch.metadata().size();
    if (items > 0 && isOneForAll()) {
      here = new Bytes(0);
      itemsHere = local < 0 ? 0 : items;
      groups = new long[] {group(IntStream.range(0, copies).toArray())};
      groupCount = 1;
      sendAll(whole(batch, scratch));
    } else {
      int[] places = scratch.places(items * copies);
      int[] sizes = new int[slots.length];
      groups = new long[items];
      itemsHere = place(ring, batch, scratch, places, sizes);
      groupCount = distinct(groups);
      here = new Bytes(isAllHere() || local < 0 ? 0 : sizes[local * copies]);
      for (int slot = 0; slot < slots.length; slot++) {
        slots[slot] = sizes[slot] == 0 || endpoint(slot) == local ? null : new Bytes(sizes[slot]);
      }
      writeSeries(batch, scratch, places);
      writeMetadata(batch, scratch, places);
      for (int slot = 0; slot < slots.length; slot++) {
        Bytes bytes = slots[slot];
        if (bytes != null) {
          end(bytes, copy(slot));
        }
      }
    }
  }

  /** Whether each endpoint keeps each item, and it does not matter as which copy. */
  private boolean isOneForAll() {
    boolean one = endpoints == copies;
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      one &= endpoint == local || anyCopy[endpoint];
    }
    return one;
  }

  private void sendAll(Bytes message) {
    end(message, Slice.ANY_COPY);
    for (int endpoint = 0; endpoint < endpoints; endpoint++) {
      if (endpoint != local) {
        slots[slotOf(endpoint, 0)] = message;
      }
    }
  }

  private static Bytes whole(WriteBatch batch, Scratch scratch) {
    int from = SeriesMessage.wholeFrom(batch);
    int to = batch.size() == 0 ? 0 : batch.messageTo(batch.size() - 1);
    Bytes all = new Bytes(SPARE_ROOM + Math.max(0, to - from));
    if (from >= 0) {
      all.add(batch.request(), from, to);
    } else {
      scratch.message.begin();
      for (int each = 0; each < batch.size(); each++) {
        scratch.message.read(batch, each);
        scratch.message.write(batch, each, all);
      }
    }
    for (int each = 0; each < batch.metadata().size(); each++) {
      scratch.metric.read(batch, each);
      scratch.metric.write(WriteableStore.METADATA, all);
    }
    return all;
  }

  /** What cutting needs, used again by the next request. For one thread at a time. */
  static final class Scratch {
    private final SeriesLabels labels = new SeriesLabels();
    private final SeriesMessage message = new SeriesMessage();
    private final MetricMessage metric = new MetricMessage();
    private int[] places = {};
    private boolean[] sorted = {};

    private boolean[] sorted(int size) {
      if (sorted.length < size) {
        sorted = new boolean[Math.max(size, 2 * sorted.length)];
      }
      return sorted;
    }

    private int[] places(int size) {
      if (places.length < size) {
        places = new int[Math.max(size, 2 * places.length)];
      }
      return places;
    }
  }

  /**
   * Finds all places; how many items are kept here.
   *
   * @param sizes is given about how many bytes go into each slot; what is kept here counts for its
   *     first
   */
  private int place(Hashring ring, WriteBatch batch, Scratch scratch, int[] places, int[] sizes) {
    int[] own = new int[copies];
    boolean[] sorted = scratch.sorted(items);
    int kept = 0;
    for (int each = 0; each < items; each++) {
      ring.place(hash(batch, each, scratch), own);
      sorted[each] = scratch.labels.isSorted();
      int size = each < batch.size() ? SeriesMessage.expectedSize(batch, each) : SPARE_ROOM;
      for (int copy = 0; copy < copies; copy++) {
        places[each * copies + copy] = own[copy];
        int slot = own[copy] == local ? local * copies : slotOf(own[copy], copy);
        sizes[slot] += (sizes[slot] == 0 ? SPARE_ROOM : 0) + size;
        kept += own[copy] == local ? 1 : 0;
      }
      groups[each] = group(own);
    }
    return kept;
  }

  private long group(int... places) {
    long group = 0;
    for (int copy = 0; copy < copies; copy++) {
      group = Math.addExact(Math.multiplyExact(group, (long) endpoints), places[copy]);
    }
    return group;
  }

  private long hash(WriteBatch batch, int item, Scratch scratch) {
    if (item >= batch.size()) {
      return scratch.metric.hash(tenantText, batch, item - batch.size());
    }
    return scratch.labels.read(tenantText, batch, item);
  }

  private static int distinct(long[] groups) {
    Arrays.sort(groups);
    int count = 0;
    for (int i = 0; i < groups.length; i++) {
      if (i == 0 || groups[i] != groups[i - 1]) {
        groups[count++] = groups[i];
      }
    }
    return count;
  }

  private void writeSeries(WriteBatch batch, Scratch scratch, int[] places) {
    scratch.message.begin();
    for (int each = 0; each < batch.size(); each++) {
      scratch.message.read(batch, each);
      if (!scratch.sorted[each]) {
        scratch.labels.read(tenantText, batch, each);
      }
      for (int copy = 0; copy < copies; copy++) {
        int endpoint = places[each * copies + copy];
        if (endpoint != local) {
          write(batch, each, scratch, slot(slotOf(endpoint, copy)));
        } else if (!isAllHere()) {
          write(batch, each, scratch, here);
        }
      }
    }
  }

  private static void write(WriteBatch batch, int series, Scratch scratch, Bytes into) {
    if (scratch.sorted[series]) {
      scratch.message.write(batch, series, into);
    } else {
      scratch.message.write(scratch.labels, into);
    }
  }

  private void writeMetadata(WriteBatch batch, Scratch scratch, int[] places) {
    for (int each = batch.size(); each < items; each++) {
      scratch.metric.read(batch, each - batch.size());
      for (int copy = 0; copy < copies; copy++) {
        int endpoint = places[each * copies + copy];
        if (endpoint != local) {
          scratch.metric.write(WriteableStore.METADATA, slot(slotOf(endpoint, copy)));
        } else if (!isAllHere()) {
          scratch.metric.write(METADATA_HERE, here);
        }
      }
    }
  }

  private Bytes slot(int slot) {
    Bytes bytes = slots[slot];
    if (bytes == null) {
      throw new IllegalStateException("nothing was placed in slot " + slot);
    }
    return bytes;
  }

  private int slotOf(int endpoint, int copy) {
    return endpoint * copies + (anyCopy[endpoint] ? 0 : copy);
  }

  private int copy(int slot) {
    return anyCopy[endpoint(slot)] ? Slice.ANY_COPY : slot % copies;
  }

  /** Says whose the series of a slice are, and which copy. */
  private void end(Bytes bytes, int copy) {
    bytes.add(TENANT_TAG).addVarint(tenantText.length).add(tenantText, 0, tenantText.length);
    bytes.add(REPLICA_TAG).addVarint(copy + 1);
  }

  int slots() {
    return slots.length;
  }

  int copies() {
    return copies;
  }

  int groups() {
    return groupCount;
  }

  /** The slot of a group's copy. */
  int slot(int group, int copy) {
    long rest = groups[group];
    for (int i = copies - 1; i > copy; i--) {
      rest /= endpoints;
    }
    return slotOf((int) (rest % endpoints), copy);
  }

  /** The endpoint of a slot. */
  int endpoint(int slot) {
    return slot / copies;
  }

  /** Whether something is to be sent for a slot. */
  boolean isSent(int slot) {
    return slots[slot] != null;
  }

  /** What is to be sent for a slot. */
  Slice slice(int slot) {
    Bytes bytes = slot(slot);
    return new Slice(
        tenant, copy(slot), new WireBytes(bytes.array(), bytes.size()), Span.current());
  }

  /** Whether everything is kept here, so that the request itself is the slice. */
  boolean isAllHere() {
    return itemsHere == items;
  }

  /** What is kept here, as a remote write 1.0 request, if it is not everything. */
  WireBytes here() {
    return new WireBytes(here.array(), here.size());
  }

  /** The slots of this process; none if nothing is kept here. */
  int[] slotsHere() {
    if (itemsHere == 0) {
      return new int[0];
    }
    int[] own = new int[copies];
    Arrays.setAll(own, copy -> local * copies + copy);
    return own;
  }
}
