using System.Numerics;

namespace InfernoSim.Planning;

/// <summary>Reads the value of an option in the form that a front end has it in, and says in its words what is wrong with it.</summary>
internal interface IOptionReader
{
    /// <summary>Looks up an environment variable.</summary>
    Func<string, string?> Environment { get; }

    /// <summary>A number within the range that the property declares.</summary>
    T Number<T>(ReplayOption option)
        where T : struct, INumber<T>;

    /// <summary>A duration of 0 or more.</summary>
    TimeSpan Duration(ReplayOption option);

    /// <summary>On or off.</summary>
    bool Switch();

    /// <summary>One of an enumeration's names.</summary>
    T Choice<T>()
        where T : struct, Enum;

    /// <summary>A text.</summary>
    /// <param name="parse">Reads it; throws <see cref="ReplayConfigurationException"/>.</param>
    T Parsed<T>(Func<string, T> parse);

    /// <summary>A list of texts.</summary>
    /// <param name="option">The option.</param>
    /// <param name="parse">Reads one; throws <see cref="ReplayConfigurationException"/>.</param>
    IReadOnlyList<T> List<T>(ReplayOption option, Func<string, T> parse);
}
