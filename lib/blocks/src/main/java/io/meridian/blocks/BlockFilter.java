package io.meridian.blocks;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.LateLabel;
import io.meridian.tsdb.block.Ulid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sorts the blocks of a bucket into those to read and those that are left out. */
final class BlockFilter {
  private static final Set<String> COMPACTORS =
      Set.of("compactor", "compactor.repair", "bucket.repair");

  private final DiscoveryRules rules;
  private final Instant now;
  private final List<BlockMark> marks;
  private final Map<Ulid, BlockMark> deletions;
  private final List<KnownBlock> blocks = new ArrayList<>();
  private final Map<Ulid, LeftOut> leftOut = new HashMap<>();

  BlockFilter(DiscoveryRules rules, Instant now, List<BlockMark> marks) {
    this.rules = rules;
    this.now = now;
    this.marks = marks;
    this.deletions =
        marks.stream()
            .filter(mark -> mark.kind() == BlockMark.Kind.DELETION)
            .collect(Collectors.toMap(BlockMark::block, mark -> mark));
  }

  void leaveOut(Ulid block, LeftOut why) {
    leftOut.put(block, why);
  }

  void add(KnownBlock block) {
    Optional<LeftOut> why = whyNot(block);
    if (why.isPresent()) {
      leftOut.put(block.ulid(), why.get());
    } else {
      blocks.add(block);
    }
  }

  private Optional<LeftOut> whyNot(KnownBlock block) {
    BlockMark deletion = deletions.get(block.ulid());
    if (deletion != null && !deletion.time().plus(rules.deletionDelay()).isAfter(now)) {
      return Optional.of(new LeftOut.Deleted(deletion));
    }
    if (!rules.wanted().test(block)) {
      return Optional.of(
          new LeftOut.Unwanted("it is not wanted here; its labels are " + block.labels()));
    }
    if (!block.range().overlaps(rules.range().min(), rules.range().max())) {
      return Optional.of(new LeftOut.Unwanted("its time is not wanted here"));
    }
    if (!rules.consistencyDelay().isZero()
        && !COMPACTORS.contains(block.source())
        && block.uploaded().plus(rules.consistencyDelay()).isAfter(now)) {
      return Optional.of(new LeftOut.TooFresh(block.uploaded()));
    }
    return Optional.empty();
  }

  BucketView view() {
    if (!rules.duplicates()) {
      leaveOutDuplicates();
    }
    blocks.removeIf(block -> leftOut.containsKey(block.ulid()));
    blocks.sort(Comparator.naturalOrder());
    return new BucketView(blocks, leftOut, marks);
  }

  /** What makes two blocks comparable: one may have been made of late ones, too. */
  private record Group(long resolution, Labels labels) {
    static Group of(KnownBlock block) {
      return new Group(block.resolution(), LateLabel.without(block.labels()));
    }
  }

  private void leaveOutDuplicates() {
    blocks.stream()
        .filter(block -> !leftOut.containsKey(block.ulid()))
        .collect(Collectors.groupingBy(Group::of))
        .values()
        .forEach(this::leaveOutDuplicates);
  }

  /** Of blocks with the same sources, the one that was named last stays. */
  private void leaveOutDuplicates(List<KnownBlock> group) {
    group.sort(
        Comparator.comparingInt(KnownBlock::sourceCount)
            .thenComparing(KnownBlock::ulid)
            .reversed());
    Map<Ulid, List<KnownBlock>> bySource = new HashMap<>();
    for (KnownBlock block : group) {
      List<Ulid> sources = block.sources();
      Optional<KnownBlock> covering =
          sources.isEmpty()
              ? Optional.empty()
              : bySource.getOrDefault(sources.getFirst(), List.of()).stream()
                  .filter(other -> new HashSet<>(other.sources()).containsAll(sources))
                  .findFirst();
      if (covering.isPresent()) {
        leftOut.put(block.ulid(), new LeftOut.Duplicate(covering.get().ulid()));
      } else {
        sources.forEach(
            source -> bySource.computeIfAbsent(source, _ -> new ArrayList<>()).add(block));
      }
    }
  }
}
