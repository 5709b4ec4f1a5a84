namespace InfernoSim.Testing.Tests.Service;

/// <summary>Waits for something in the way that is asked for: as a service should, or by holding a thread.</summary>
internal static class Waiting
{
    private static readonly TimeSpan ALittle = TimeSpan.FromMilliseconds(20);

    public static async Task<string> WaitAsync(string way, IHttpClientFactory clients)
    {
        switch (way)
        {
            case "await":
                await Task.Delay(ALittle);
                break;
            case "completed":
                _ = Task.FromResult(1).Result;
                break;
            case "result":
                _ = AnswerAsync().Result;
                break;
            case "wait":
                Task.Delay(ALittle).Wait();
                break;
            case "get-result":
                await Task.Yield();
                AnswerAsync().GetAwaiter().GetResult();
                break;
            case "value-task":
                ValueTask<int> task = new(AnswerAsync());
                task.AsTask().GetAwaiter().GetResult();
                break;
            case "in-background":
                await Task.Run(() => AnswerAsync().Result);
                break;
            case "sync-send":
                using (HttpResponseMessage response = clients.CreateClient().Send(new HttpRequestMessage(HttpMethod.Get, "http://slow.test/")))
                {
                    return $"{(int)response.StatusCode}";
                }

            default:
                throw new ArgumentOutOfRangeException(nameof(way), way, "Unknown.");
        }

        return "waited";
    }

    private static async Task<int> AnswerAsync()
    {
        await Task.Delay(ALittle);
        return 1;
    }
}
