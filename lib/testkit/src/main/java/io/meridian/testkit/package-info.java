/**
 * What tests of every module share. {@link Golden} finds the data of the real programs, {@link
 * ExternalProgram} the programs themselves, {@link Conformance} counts the cases held against
 * either; {@link Seed} gives randomness that can be repeated, {@link Allocation} measures garbage.
 */
@NullMarked
package io.meridian.testkit;

import org.jspecify.annotations.NullMarked;
