using System.Text;

namespace InfernoSim.Fuzz.Tests.Running;

/// <summary>Code that reads what others wrote.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Corpus">Inputs as they come in practice; what is tried is made of them.</param>
/// <param name="Read">Gives it an input, and asserts what must hold for any.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Action<byte[]> Read)
{
    private const long UsualBytes = 16 * 1024 * 1024;
    private const long UsualBytesPerByte = 4_000;

    /// <summary>How it says that an input is wrong, by its documentation. Any other exception is a crash.</summary>
    public IReadOnlyList<Type> Refusals { get; init; } = [];

    /// <summary>What is put into inputs: words that the code under test knows.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Inputs that were too much for it once.</summary>
    public IReadOnlyList<byte[]> Found { get; init; } = [];

    /// <summary>Of how many inputs that a quick target gets, it gets one, since each takes it that much longer.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>How much memory it may allocate for an input, where it documents a limit of its own.</summary>
    public long MostBytes { get; init; } = UsualBytes;

    /// <summary>How much memory an input of a length may take to read.</summary>
    /// <param name="length">Its length.</param>
    public long MostBytesFor(int length) => MostBytes + (UsualBytesPerByte * length);

    /// <summary>A target that reads text.</summary>
    /// <param name="name">What it reads.</param>
    /// <param name="corpus">Texts as they come in practice.</param>
    /// <param name="read">Gives it a text.</param>
    public static FuzzTarget OfText(string name, IEnumerable<string> corpus, Action<string> read) =>
        new(name, BytesOf(corpus), input => read(Encoding.UTF8.GetString(input)));

    /// <summary>Texts as bytes.</summary>
    /// <param name="texts">The texts.</param>
    public static IReadOnlyList<byte[]> BytesOf(params IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
