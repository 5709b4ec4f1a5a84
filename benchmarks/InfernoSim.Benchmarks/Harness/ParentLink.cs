using System.Text.Json;
using System.Threading.Channels;

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
        await foreach (string command in Commands().ReadAllAsync())
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(await answer(command)));
        }
    }

    /// <summary>Waits until the harness is done with the process.</summary>
    public static Task UntilEndAsync() => Commands().Completion;

    // Reading the standard input blocks, also where it is asked to be asynchronous, and a blocked thread of the pool is half
    // of the pool on a machine of two cores: that would be measured.
    private static ChannelReader<string> Commands()
    {
        var commands = Channel.CreateUnbounded<string>();
        var reader = new Thread(() =>
        {
            while (Console.In.ReadLine() is { } command)
            {
                commands.Writer.TryWrite(command);
            }

            commands.Writer.Complete();
        })
        {
            IsBackground = true,
        };
        reader.Start();
        return commands.Reader;
    }
}
