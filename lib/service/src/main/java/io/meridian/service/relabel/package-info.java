/**
 * Relabelling as Prometheus has it.
 *
 * <p>What enters: rules from YAML, labels. What leaves: other labels, or none. Start reading at
 * {@link io.meridian.service.relabel.Relabelling}.
 */
@NullMarked
package io.meridian.service.relabel;

import org.jspecify.annotations.NullMarked;
