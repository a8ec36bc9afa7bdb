//! Ratings of the service (rules §12.13): a month, whether in time, whether positive; never a person, a request
//! or a day.

use crate::civil::Month;
use crate::counting::Span;

/// Slips of a month that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlipCount {
    /// Of the service.
    pub month: Month,
    /// Given within the days of the порядок; a late one is kept and left out of the share.
    pub in_time: bool,
    pub positive: bool,
    pub count: u64,
}

/// What a site says of a month: typed in as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSum {
    pub month: Month,
    pub source: String,
    pub rated: u64,
    pub positive: u64,
}

/// Everything known of the ratings of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    pub slips: Vec<SlipCount>,
    pub sites: Vec<SiteSum>,
}

/// Figures of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingFigures {
    /// Slips and ratings on sites together.
    pub received: u64,
    /// Of the slips, those given too late.
    pub late: u64,
    /// In time and positive, sites included.
    pub positive: u64,
}

impl RatingFigures {
    /// Of the ratings received in time. `None` where there is none.
    pub fn share_of_received(&self) -> Option<f64> {
        share(self.positive, self.received - self.late)
    }

    /// Of the services counted.
    pub fn share_of_services(&self, services: u64) -> Option<f64> {
        share(self.positive, services)
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    // Counts of a year are far below 2^53, so nothing is lost.
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Ratings {
    /// Nobody has gathered any.
    pub fn is_empty(&self) -> bool {
        self.slips.is_empty() && self.sites.is_empty()
    }

    /// Figures of a span of whole months.
    pub fn figures(&self, span: Span) -> RatingFigures {
        let mut figures = RatingFigures::default();
        for slip in self.slips.iter().filter(|slip| span.contains(slip.month.first_day())) {
            figures.received += slip.count;
            if !slip.in_time {
                figures.late += slip.count;
            } else if slip.positive {
                figures.positive += slip.count;
            }
        }
        for site in self.sites.iter().filter(|site| span.contains(site.month.first_day())) {
            figures.received += site.rated;
            figures.positive += site.positive;
        }
        figures
    }

    /// Ratings of one site in a span.
    pub fn of_site(&self, source: &str, span: Span) -> u64 {
        let sums = self.sites.iter().filter(|site| site.source == source && span.contains(site.month.first_day()));
        sums.map(|site| site.rated).sum()
    }

    /// The sites, each once, in order of their names.
    pub fn sources(&self) -> Vec<&str> {
        let mut sources: Vec<_> = self.sites.iter().map(|site| site.source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::Quarter;

    fn ratings() -> Ratings {
        let october = Month::new(2026, 10).unwrap();
        let slip = |in_time, positive, count| SlipCount { month: october, in_time, positive, count };
        let site = |month, rated, positive| SiteSum {
            month, source: "Растимдетей.рф".to_owned(), rated, positive
        };
        Ratings {
            slips: vec![slip(true, true, 6), slip(true, false, 2), slip(false, true, 1), slip(false, false, 1)],
            sites: vec![site(october, 10, 9), site(october.previous(), 4, 1)],
        }
    }

    #[test]
    fn r132_a_late_rating_is_kept_and_left_out_of_the_share() {
        let figures = ratings().figures(Quarter::new(2026, 4).unwrap().into());
        assert_eq!(figures, RatingFigures { received: 20, late: 2, positive: 15 });
        assert_eq!(figures.share_of_received(), Some(15.0 / 18.0));
        assert_eq!(figures.share_of_services(30), Some(0.5));
    }

    #[test]
    fn r134_sites_are_lines_of_their_own_and_join_the_bottom_line() {
        let ratings = ratings();
        let year =
            Span { first: Month::new(2026, 1).unwrap().first_day(), last: Month::new(2026, 12).unwrap().last_day() };
        assert_eq!(ratings.sources(), ["Растимдетей.рф"]);
        assert_eq!(ratings.of_site("Растимдетей.рф", year), 14);
        assert_eq!(ratings.figures(year).received, 24);
    }

    #[test]
    fn nothing_gathered_has_no_share() {
        let figures = Ratings::default().figures(Quarter::new(2026, 4).unwrap().into());
        assert_eq!((figures.share_of_received(), figures.share_of_services(0)), (None, None));
        assert!(Ratings::default().is_empty());
    }
}
