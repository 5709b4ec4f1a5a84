using System.Text.Json;

namespace InfernoSim.Benchmarks.Harness;

/// <summary>The other end of a <see cref="ChildProcess"/>.</summary>
internal static class ParentLink
{
    /// <summary>Says that the process is ready.</summary>
    /// <param name="address">Where it listens, if it does.</param>
    public static void Ready(string address = "") => Console.Out.WriteLine(address);

    /// <summary>Answers commands until there are no more.</summary>
    public static async Task AnswerAsync<T>(Func<string, Task<T>> answer)
    {
        while (await Console.In.ReadLineAsync() is { } command)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(await answer(command)));
        }
    }

    /// <summary>Waits until the harness is done with the process.</summary>
    public static async Task UntilEndAsync()
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            // A server is asked nothing.
        }
    }
}
