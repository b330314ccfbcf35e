/**
 * Bounds on what a run may use, and how it behaves at them.
 *
 * <p>Start at {@link org.bandsaw.budget.MemoryBudget}. {@link org.bandsaw.budget.ComputeBudget} and
 * {@link org.bandsaw.budget.EnergyBudget} bound processor time and energy, {@link
 * org.bandsaw.budget.ChunkPolicy} sets the rows of a chunk, {@link org.bandsaw.budget.Backpressure}
 * slows a source. A report says with a {@link org.bandsaw.budget.BudgetOutcome} whether a budget
 * held. The decisions themselves are made in {@code org.bandsaw.control}.
 */
@NullMarked
package org.bandsaw.budget;

import org.jspecify.annotations.NullMarked;
