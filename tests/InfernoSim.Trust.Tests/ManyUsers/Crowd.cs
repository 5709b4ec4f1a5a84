namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>Many users at once: chance decides who does something next, so that they are all at different places.</summary>
/// <param name="shoppers">The users.</param>
/// <param name="seed">Of the chance.</param>
internal sealed class Crowd(IEnumerable<Shopper> shoppers, int seed)
{
    private readonly Lock _lock = new();
    private readonly List<Shopper> _idle = [.. shoppers];
    private readonly Random _random = new(seed);

    /// <summary>Lets all of them do what they came for.</summary>
    /// <param name="atOnce">How many have a request under way at a time.</param>
    public Task RunAsync(int atOnce) => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => RunOneAsync()));

    private async Task RunOneAsync()
    {
        while (Take() is { } shopper)
        {
            if (await shopper.NextAsync())
            {
                Return(shopper);
            }
        }
    }

    private Shopper? Take()
    {
        lock (_lock)
        {
            if (_idle.Count == 0)
            {
                return null;
            }

            int index = _random.Next(_idle.Count);
            Shopper taken = _idle[index];
            _idle.RemoveAt(index);
            return taken;
        }
    }

    private void Return(Shopper shopper)
    {
        lock (_lock)
        {
            _idle.Add(shopper);
        }
    }
}
