/**
 * A made-up organisation that is monitored: {@link io.meridian.cli.demo.Fleet} has clusters, whose
 * {@link io.meridian.cli.demo.Agent}s scrape {@link io.meridian.cli.demo.Instrument}s of hosts,
 * Kubernetes, MySQL and Spring Boot. Every value is a function of the time alone, so that what an
 * answer must be can be computed. {@link io.meridian.cli.demo.Uplink} sends what agents scrape by
 * remote write, {@link io.meridian.cli.demo.History} writes what they had scraped before as blocks.
 */
@NullMarked
package io.meridian.cli.demo;

import org.jspecify.annotations.NullMarked;
