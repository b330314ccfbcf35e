/**
 * The neural network.
 *
 * <p>Start at {@link org.bandsaw.learn.neural.NeuralModels}. Users get these learners from {@link
 * org.bandsaw.learn.Learners}; everything but the entry is hidden.
 */
@NullMarked
package org.bandsaw.learn.neural;

import org.jspecify.annotations.NullMarked;
