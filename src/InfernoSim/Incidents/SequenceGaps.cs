namespace InfernoSim.Incidents;

/// <summary>Follows the numbers of a log, which a capture gives from 1 without a gap.</summary>
internal struct SequenceGaps
{
    /// <summary>The largest number so far; 0 where there was none.</summary>
    public long Last { get; private set; }

    /// <summary>How many numbers below it were left out.</summary>
    public long Missing { get; private set; }

    /// <summary>The next event has a number.</summary>
    /// <param name="sequence">The number; 0 where it has none.</param>
    /// <returns>How many numbers were left out right before it.</returns>
    public long Add(long sequence)
    {
        if (sequence <= Last)
        {
            return 0;
        }

        long skipped = sequence - Last - 1;
        Missing += skipped;
        Last = sequence;
        return skipped;
    }
}
