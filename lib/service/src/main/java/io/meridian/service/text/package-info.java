/**
 * Text as bytes, where answers are too large to make an object of each number or name in them:
 * {@link io.meridian.service.text.ByteText} takes numbers in Go's forms, {@link
 * io.meridian.service.text.Quoted} puts strings into it that are UTF-8, or should be.
 */
@NullMarked
package io.meridian.service.text;

import org.jspecify.annotations.NullMarked;
