package io.meridian.tsdb.head;

import io.meridian.model.Exemplar;
import io.meridian.model.Labels;
import io.meridian.model.MetricMetadata;
import io.meridian.tsdb.ingest.ExemplarColumns;
import io.meridian.tsdb.ingest.MetadataColumns;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a batch brings besides samples: exemplars and metadata. First they are looked at, then they
 * are recorded, then they are kept. For one thread.
 */
final class BatchExtras {
  /** Metrics that metadata is kept of. */
  private static final int MOST_METRICS = 1 << 17;

  /** How long the labels of an exemplar may be, bytes, as OpenMetrics has it for characters. */
  private static final int MOST_BYTES = 128;

  private final HeadStore store;
  private final LabelKey key = new LabelKey();
  private final ExtrasContent exemplarContent = new ExtrasContent();
  private final ExtrasContent metadataContent = new ExtrasContent();
  private final List<Exemplar> exemplars = new ArrayList<>();
  private final List<Integer> series = new ArrayList<>();
  private final Map<String, MetricMetadata> metadata = new HashMap<>();

  BatchExtras(HeadStore store) {
    this.store = store;
  }

  /** Looks at what a batch brings; returns how many exemplars are kept, or are there already. */
  int check(WriteBatch batch, int[] ids) {
    exemplars.clear();
    series.clear();
    metadata.clear();
    exemplarContent.clear();
    metadataContent.clear();
    checkMetadata(batch);
    return store.exemplars().isEnabled() ? checkExemplars(batch, ids) : 0;
  }

  private int checkExemplars(WriteBatch batch, int[] ids) {
    ExemplarColumns columns = batch.exemplars();
    int kept = 0;
    for (int i = 0; i < columns.size(); i++) {
      int id = columns.series(i) < batch.size() ? ids[columns.series(i)] : -1;
      Optional<Labels> labels =
          key.read(batch.labelBytes(), columns.labelsFrom(i), columns.labelsTo(i));
      if (id < 0
          || labels.isEmpty()
          || labels.get().packed().length > MOST_BYTES + 2 * labels.get().size()) {
        continue;
      }
      Exemplar exemplar = new Exemplar(labels.get(), columns.value(i), columns.time(i));
      if (store.exemplars().isLast(id, exemplar)) {
        kept++;
      } else if (store.exemplars().isNext(id, exemplar)) {
        kept++;
        series.add(id);
        exemplars.add(exemplar);
        exemplarContent.addExemplar(id, exemplar, key);
      }
    }
    return kept;
  }

  private void checkMetadata(WriteBatch batch) {
    MetadataColumns columns = batch.metadata();
    byte[] bytes = batch.labelBytes();
    for (int i = 0; i < columns.size(); i++) {
      String family = text(bytes, columns.familyFrom(i), columns.familyTo(i));
      MetricMetadata.Type[] types = MetricMetadata.Type.values();
      int number = columns.type(i);
      MetricMetadata said =
          new MetricMetadata(
              number >= 0 && number < types.length ? types[number] : MetricMetadata.Type.UNKNOWN,
              text(bytes, columns.helpFrom(i), columns.helpTo(i)),
              text(bytes, columns.unitFrom(i), columns.unitTo(i)));
      boolean known = store.metadata().containsKey(family);
      if (!family.isEmpty()
          && !said.equals(store.metadata().get(family))
          && (known || store.metadata().size() < MOST_METRICS)) {
        metadata.put(family, said);
        metadataContent.addMetadata(family, said);
      }
    }
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Adds what is new to a record. */
  void record(RecordWriter record) {
    record.add(RecordSection.EXEMPLARS, exemplarContent.bytes(), exemplarContent.length());
    record.add(RecordSection.METADATA, metadataContent.bytes(), metadataContent.length());
  }

  /** Keeps what is new. */
  void apply() {
    for (int i = 0; i < exemplars.size(); i++) {
      store.exemplars().add(series.get(i), exemplars.get(i));
    }
    store.metadata().putAll(metadata);
  }

  /**
   * Writes all exemplars and metadata that are kept.
   *
   * @param largest about how large a record may be
   */
  void write(int largest, RecordWriter record, HeadLog into) {
    exemplarContent.clear();
    metadataContent.clear();
    store
        .exemplars()
        .all((id, exemplar) -> {
          key.write(exemplar.labels());
          exemplarContent.addExemplar(id, exemplar, key);
          flush(largest, record, into);
        });
    store
        .metadata()
        .forEach((family, said) -> {
          metadataContent.addMetadata(family, said);
          flush(largest, record, into);
        });
    flush(1, record, into);
  }

  private void flush(int enough, RecordWriter record, HeadLog into) {
    if (exemplarContent.length() + metadataContent.length() >= enough) {
      record.clear();
      record(record);
      into.append(record.bytes(), 0, record.length());
      exemplarContent.clear();
      metadataContent.clear();
    }
  }

  /** Keeps an exemplar of a record. */
  void restoreExemplar(int id, double value, long time, byte[] bytes, int from, int to) {
    Optional<Labels> labels = key.read(bytes, from, to);
    if (labels.isPresent() && store.exemplars().isEnabled()) {
      store.exemplars().add(id, new Exemplar(labels.get(), value, time));
    }
  }
}
