package io.meridian.tsdb.head;

import io.meridian.model.Exemplar;
import io.meridian.model.Labels;
import java.util.List;

/**
 * Exemplars of a series.
 *
 * @param labels the series'
 * @param exemplars in the order they came, which is the order of time
 */
public record SeriesExemplars(Labels labels, List<Exemplar> exemplars) {}
