using System.Globalization;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>What a figure has to be. Immutable.</summary>
internal sealed record Requirement
{
    private Requirement(string text, Func<double, double, bool> isMet)
    {
        Text = text;
        IsMet = isMet;
    }

    /// <summary>The requirement as a person reads it.</summary>
    public string Text { get; }

    /// <summary>Whether a median and a median ratio meet it.</summary>
    public Func<double, double, bool> IsMet { get; }

    public static Requirement RatioAtLeast(double floor) => new(Format($"at least {floor:0.##}x"), (_, ratio) => ratio >= floor);

    public static Requirement RatioAtMost(double ceiling) => new(Format($"at most {ceiling:0.##}x"), (_, ratio) => ratio <= ceiling);

    public static Requirement AtLeast(double floor) => new(Format($"at least {floor:0.##}"), (median, _) => median >= floor);

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
