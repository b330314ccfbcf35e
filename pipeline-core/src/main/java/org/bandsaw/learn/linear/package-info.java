/**
 * Linear models: gradient descent, recursive least squares, and fits to all rows at once.
 *
 * <p>Start at {@link org.bandsaw.learn.linear.LinearModels}. Users get these learners from {@link
 * org.bandsaw.learn.Learners}; everything but the entry is hidden.
 */
@NullMarked
package org.bandsaw.learn.linear;

import org.jspecify.annotations.NullMarked;
