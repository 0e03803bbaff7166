"""The one spider, which follows any source, and what lets Scrapy's own commands find it."""
