namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>What is expected of every input: it is read or refused, in memory that is in proportion to it.</summary>
internal static class Judge
{
    /// <summary>Gives an input to a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="input">The input.</param>
    /// <exception cref="InvalidOperationException">Too much memory was allocated. Any other exception is the target's.</exception>
    public static void Check(FuzzTarget target, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Read(input);
        }
        catch (Exception e) when (target.Refusals.Any(type => type.IsInstanceOfType(e)))
        {
            // As it is documented.
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > target.MostBytesFor(input.Length))
        {
            throw new InvalidOperationException($"{allocated:N0} bytes were allocated to read {input.Length:N0}; at most {target.MostBytesFor(input.Length):N0} are expected.");
        }
    }
}
