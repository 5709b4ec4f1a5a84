namespace Orders.Tests;

/// <summary>A test of ten runs with fifty workers: some seconds in the test process, minutes where each worker is a process.</summary>
public sealed class FullSizeFactAttribute : FactAttribute
{
    public FullSizeFactAttribute()
    {
        if (Environment.GetEnvironmentVariable("INFERNOSIM_LONG") != "1")
        {
            Skip = "INFERNOSIM_LONG=1 starts it.";
        }
    }
}
